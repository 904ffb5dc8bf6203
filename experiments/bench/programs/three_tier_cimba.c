/* The three tiers in cimba as its tutorial writes visitors of a park: a patient is a process that embeds the library's,
   doctors and beds are resource pools, recording is off. Reads its numbers from the command line, answers in JSON. */
#include <assert.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cimba.h>

enum { VILLAGE, TOWNSHIP, COUNTY, TIERS };

static struct {
    double copies, end_min, watch_from_min, patients_per_min, first_contact[TIERS], doctors[TIERS], consult_min[TIERS],
        sent_up[TIERS], admitted[TIERS], beds[TIERS], stay_mu[TIERS], stay_sigma, emergency_share;
} model;                                                   /* all real numbers, in the order of the command line */

static struct { uint64_t episodes, visits[TIERS], waits[TIERS]; double wait_min[TIERS], bed_min[TIERS]; } sums;
static uint64_t places[TIERS] = {30, 6, 1};
static struct cmb_resourcepool **doctors[TIERS], **beds[TIERS];

struct patient {
    struct cmb_process core;                               /* the process itself, not a pointer */
    uint64_t village;
    int tier;
    struct patient *next;
};
static struct patient *departed;                           /* their stacks are given back by whoever comes next */

static void lie_in_bed(int tier, uint64_t place)
{
    cmb_resourcepool_acquire(beds[tier][place], 1u);
    const double stay = cmb_random_lognormal(model.stay_mu[tier], model.stay_sigma);
    const double now = cmb_time(), to = now + stay < model.end_min ? now + stay : model.end_min;
    const double from = now > model.watch_from_min ? now : model.watch_from_min;
    if (to > from) sums.bed_min[tier] += to - from;
    cmb_process_hold(stay);
    cmb_resourcepool_release(beds[tier][place], 1u);
}

static void *care(struct cmb_process *me, void *context)
{
    cmb_unused(context);
    struct patient *patient = (struct patient *)me;
    for (int tier = patient->tier;; tier++) {
        const uint64_t place = patient->village * places[tier] / places[VILLAGE];
        const double joined = cmb_time();
        cmb_resourcepool_acquire(doctors[tier][place], 1u);
        sums.visits[tier]++;
        if (joined >= model.watch_from_min) { sums.waits[tier]++; sums.wait_min[tier] += cmb_time() - joined; }
        cmb_process_hold(cmb_random_exponential(model.consult_min[tier]));
        cmb_resourcepool_release(doctors[tier][place], 1u);
        const double u = cmb_random();
        if (u < model.sent_up[tier]) continue;
        if (u < model.sent_up[tier] + model.admitted[tier]) lie_in_bed(tier, place);
        break;
    }
    patient->next = departed;
    departed = patient;
    return NULL;
}

/* One village: patients come at random. */
static void *falls_ill(struct cmb_process *me, void *village)
{
    cmb_unused(me);
    for (;;) {
        cmb_process_hold(cmb_random_exponential(1.0 / model.patients_per_min));
        struct patient *patient = departed;
        if (patient != NULL) {
            departed = patient->next;
            cmb_process_terminate(&patient->core);
        }
        else
            patient = malloc(sizeof *patient);
        const double u = cmb_random();
        patient->village = (uint64_t)(uintptr_t)village;
        patient->tier = u < model.first_contact[0] ? VILLAGE : u < model.first_contact[0] + model.first_contact[1] ? TOWNSHIP : COUNTY;
        const int64_t priority = cmb_random() < model.emergency_share ? 1 : 0;
        sums.episodes++;
        cmb_process_initialize(&patient->core, "patient", care, NULL, priority);
        cmb_process_start(&patient->core);
    }
    return NULL;
}

static void end(void *subject, void *object)
{
    cmb_unused(subject);
    cmb_unused(object);
    cmb_event_queue_clear();
}

static struct cmb_resourcepool **pools(uint64_t count, double size)
{
    struct cmb_resourcepool **made = malloc(count * sizeof *made);
    for (uint64_t at = 0u; at < count && size > 0.0; at++) {
        made[at] = cmb_resourcepool_create();
        cmb_resourcepool_initialize(made[at], "pool", (uint64_t)size);
    }
    return made;
}

static long peak_kb(void)
{
    char line[256];
    long kb = 0;
    FILE *status = fopen("/proc/self/status", "r");
    while (status != NULL && fgets(line, sizeof line, status) != NULL)
        if (strncmp(line, "VmHWM:", 6) == 0) kb = atol(line + 6);
    if (status != NULL) fclose(status);
    return kb;
}

int main(int count, char **words)
{
    double *number = (double *)&model;
    if (count != 2 + (int)(sizeof model / sizeof *number)) return 2;
    for (int at = 2; at < count; at++) number[at - 2] = atof(words[at]);
    cmb_logger_flags_off(CMB_LOGGER_INFO);
    cmb_random_initialize(strtoull(words[1], NULL, 10));
    cmb_event_queue_initialize(0.0);
    for (int tier = 0; tier < TIERS; tier++) {
        places[tier] *= (uint64_t)model.copies;
        doctors[tier] = pools(places[tier], model.doctors[tier]);
        beds[tier] = pools(places[tier], model.beds[tier]);
    }
    for (uint64_t village = 0u; village < places[VILLAGE]; village++) {
        struct cmb_process *arrivals = cmb_process_create();
        cmb_process_initialize(arrivals, "village", falls_ill, (void *)(uintptr_t)village, 0);
        cmb_process_start(arrivals);
    }
    cmb_event_schedule(end, NULL, NULL, model.end_min, 0);
    cmb_event_queue_execute();
    printf("{\"episodes\": %" PRIu64 ", \"peak_mb\": %.1f", sums.episodes, (double)peak_kb() / 1024.0);
    const char *comma[TIERS] = {"", ", ", ", "};
    printf(", \"visits\": [");
    for (int tier = 0; tier < TIERS; tier++) printf("%s%" PRIu64, comma[tier], sums.visits[tier]);
    printf("], \"waits\": [");
    for (int tier = 0; tier < TIERS; tier++) printf("%s%" PRIu64, comma[tier], sums.waits[tier]);
    printf("], \"wait_min\": [");
    for (int tier = 0; tier < TIERS; tier++) printf("%s%.17g", comma[tier], sums.wait_min[tier]);
    printf("], \"bed_min\": [");
    for (int tier = 0; tier < TIERS; tier++) printf("%s%.17g", comma[tier], sums.bed_min[tier]);
    printf("]}\n");
    return 0;                                              /* who is still there goes with the process */
}

/* The three tiers as a plain C loop: an event heap of its own, queues as linked lists, one array of patients.
   Three times: numbers drawn where they are needed (INSIDE); read from arrays drawn before, the kernel alone (ARRAYS); and
   as tiercare does, arrivals drawn before, every other number by a key of who and what for, a row for every step (KEYED). */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    int64_t copies, places[3], doctors[3], beds[3];
    double per_min, end_min, watch_from_min;
    double upto_village, upto_township;                    /* first contact, cumulated */
    double consult_min[3], sent_up[3], admitted[3], stay_mu[3], stay_sigma, emergency_share;
} Model;

typedef struct {
    int64_t episodes, visits[3], waits[3], events;
    double wait_min[3], bed_min[3];
} Sums;

/* What chance decides about one patient; a column each when drawn beforehand. */
typedef struct {
    double *arrival_min, *consult_min, *choice, *stay_min;  /* the last three: [patient * 3 + tier] */
    int32_t *village;
    int8_t *tier, *priority;
} Columns;

enum { INSIDE, ARRAYS, KEYED };
enum { FIRST, PRIORITY, SERVICE, CHOICE };                 /* what a keyed number is for */

typedef struct { int32_t village, next; int8_t tier, priority, in_bed; double joined_min; int64_t row; } Patient;
typedef struct { int64_t patient; int32_t unit; int8_t priority, outcome; double joined_min, start_min, left_min; } Step;
typedef struct { int32_t idle, head[2], tail[2]; } Pool;
typedef struct { double at_min; int64_t number; int32_t patient; } Event;
typedef struct { uint64_t s[4]; } Luck;

static inline uint64_t turn(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

static inline uint64_t draw64(Luck *l) {                   /* xoshiro256++ of Blackman and Vigna */
    uint64_t *s = l->s, got = turn(s[0] + s[3], 23) + s[0], t = s[1] << 17;
    s[2] ^= s[0]; s[3] ^= s[1]; s[1] ^= s[2]; s[0] ^= s[3]; s[2] ^= t; s[3] = turn(s[3], 45);
    return got;
}

static inline double uniform(Luck *l) { return ((draw64(l) >> 11) + 0.5) * 0x1.0p-53; }
static inline double exponential(Luck *l, double mean) { return -mean * log(uniform(l)); }
static inline double lognormal(Luck *l, double mu, double sigma) {
    double r = sqrt(-2.0 * log(uniform(l))), angle = 6.283185307179586 * uniform(l);
    return exp(mu + sigma * r * cos(angle));
}

static void sow(Luck *l, uint64_t seed) {                  /* splitmix64 */
    for (int i = 0; i < 4; i++) {
        uint64_t z = (seed += 0x9e3779b97f4a7c15ULL);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        l->s[i] = z ^ (z >> 31);
    }
}

/* Philox4x32-10 of Salmon and others (2011): two numbers of a key, the same whoever asks and whenever. */
static inline void keyed(uint64_t key, int32_t patient, int what, int tier, double *u, double *v) {
    uint32_t c0 = (uint32_t)patient, c1 = 0, c2 = (uint32_t)(what * 4 + tier), c3 = 0;
    uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
    for (int round = 0; round < 10; round++) {
        uint64_t a = 0xD2511F53ULL * c0, b = 0xCD9E8D57ULL * c2;
        c0 = (uint32_t)(b >> 32) ^ c1 ^ k0; c1 = (uint32_t)b;
        c2 = (uint32_t)(a >> 32) ^ c3 ^ k1; c3 = (uint32_t)a;
        k0 += 0x9E3779B9U; k1 += 0xBB67AE85U;
    }
    *u = ((((uint64_t)c0 << 32 | c1) >> 11) + 0.5) * 0x1.0p-53;
    *v = ((((uint64_t)c2 << 32 | c3) >> 11) + 0.5) * 0x1.0p-53;
}

static inline int first_tier(const Model *m, double u) { return u < m->upto_village ? 0 : u < m->upto_township ? 1 : 2; }

static inline int before(const Event *a, const Event *b) {
    return a->at_min < b->at_min || (a->at_min == b->at_min && a->number < b->number);
}

static inline void push(Event *heap, int64_t *size, Event e) {
    int64_t at = (*size)++;
    while (at > 0 && before(&e, &heap[(at - 1) / 2])) { heap[at] = heap[(at - 1) / 2]; at = (at - 1) / 2; }
    heap[at] = e;
}

static inline Event pop(Event *heap, int64_t *size) {
    Event top = heap[0], last = heap[--(*size)];
    int64_t at = 0, below;
    while ((below = 2 * at + 1) < *size) {
        if (below + 1 < *size && before(&heap[below + 1], &heap[below])) below++;
        if (!before(&heap[below], &last)) break;
        heap[at] = heap[below];
        at = below;
    }
    heap[at] = last;
    return top;
}

typedef struct {
    const Model *m; Sums *sums; Luck luck; const Columns *c;
    uint64_t key; Step *steps; int64_t steps_n;
    Patient *who; Pool *pools; Event *heap; int64_t heap_size, heap_room, number, first_pool[3], first_ward[3];
} Run;

static inline int64_t pool_of(const Run *r, const Patient *p) {
    int64_t place = p->village * r->m->places[p->tier] / r->m->places[0];
    return (p->in_bed ? r->first_ward : r->first_pool)[p->tier] + place;
}

/* How long a consultation or a stay takes. */
static inline double service(Run *r, int32_t id, const int how) {
    const Patient *p = &r->who[id];
    const Model *m = r->m;
    const int t = p->tier;
    if (how == ARRAYS) return (p->in_bed ? r->c->stay_min : r->c->consult_min)[3 * (int64_t)id + t];
    if (how == INSIDE)
        return p->in_bed ? lognormal(&r->luck, m->stay_mu[t], m->stay_sigma) : exponential(&r->luck, m->consult_min[t]);
    double u, v;
    keyed(r->key, id, SERVICE, t, &u, &v);
    if (!p->in_bed) return -m->consult_min[t] * log(u);
    return exp(m->stay_mu[t] + m->stay_sigma * sqrt(-2.0 * log(u)) * cos(6.283185307179586 * v));
}

static inline double choice(Run *r, int32_t id, const int what, const int how) {
    if (how == INSIDE) return uniform(&r->luck);
    if (how == ARRAYS) return r->c->choice[3 * (int64_t)id + r->who[id].tier];
    double u, v;
    keyed(r->key, id, what, r->who[id].tier, &u, &v);
    return u;
}

static inline void begin(Run *r, int32_t id, double now, const int how) {
    Patient *p = &r->who[id];
    Sums *s = r->sums;
    const Model *m = r->m;
    int t = p->tier;
    double takes = service(r, id, how);
    if (how == KEYED) { r->steps[p->row].start_min = now; r->steps[p->row].left_min = now + takes; }
    if (p->in_bed) {
        double from = fmax(now, m->watch_from_min), to = fmin(now + takes, m->end_min);
        if (to > from) s->bed_min[t] += to - from;
    } else {
        s->visits[t]++;
        if (p->joined_min >= m->watch_from_min) { s->waits[t]++; s->wait_min[t] += now - p->joined_min; }
    }
    if (r->heap_size == r->heap_room) r->heap = realloc(r->heap, (r->heap_room *= 2) * sizeof(Event));
    push(r->heap, &r->heap_size, (Event){now + takes, r->number++, id});
}

static inline void join(Run *r, int32_t id, double now, const int how) {
    Patient *p = &r->who[id];
    Pool *pool = &r->pools[pool_of(r, p)];
    p->joined_min = now;
    if (how == KEYED) {
        p->row = r->steps_n++;
        r->steps[p->row] = (Step){id, (int32_t)pool_of(r, p), p->priority, 0, now, -1.0, -1.0};
    }
    if (pool->idle > 0) { pool->idle--; begin(r, id, now, how); return; }
    p->next = -1;
    if (pool->head[p->priority] < 0) pool->head[p->priority] = id;
    else r->who[pool->tail[p->priority]].next = id;
    pool->tail[p->priority] = id;
}

static inline void free_one(Run *r, int64_t which, double now, const int how) {
    Pool *pool = &r->pools[which];
    for (int c = 0; c < 2; c++)
        if (pool->head[c] >= 0) {
            int32_t id = pool->head[c];
            pool->head[c] = r->who[id].next;
            begin(r, id, now, how);
            return;
        }
    pool->idle++;
}

static inline void served(Run *r, int32_t id, double now, const int how) {
    Patient *p = &r->who[id];
    const Model *m = r->m;
    int t = p->tier;
    free_one(r, pool_of(r, p), now, how);
    if (p->in_bed) return;
    double u = choice(r, id, CHOICE, how);
    if (u < m->sent_up[t]) { p->tier++; join(r, id, now, how); }
    else if (u < m->sent_up[t] + m->admitted[t]) { p->in_bed = 1; join(r, id, now, how); }
}

/* Arrivals stand beside the heap, the next one only. Answers 0, or 1 where more patients came than there is room for. */
static inline int go(Run *r, int64_t room, const int how) {
    const Model *m = r->m;
    int32_t id = 0;
    double next = how != INSIDE ? r->c->arrival_min[0] : exponential(&r->luck, 1.0 / m->per_min);
    for (;;) {
        if (r->heap_size && r->heap[0].at_min <= next) {
            if (r->heap[0].at_min >= m->end_min) break;
            Event e = pop(r->heap, &r->heap_size);
            r->sums->events++;
            served(r, e.patient, e.at_min, how);
            continue;
        }
        if (next >= m->end_min) break;
        if (id >= room) return 1;
        Patient *p = &r->who[id];
        p->in_bed = 0;
        if (how == ARRAYS) {
            p->village = r->c->village[id]; p->tier = r->c->tier[id]; p->priority = r->c->priority[id];
        } else {
            p->village = how == KEYED ? r->c->village[id] : (int32_t)(uniform(&r->luck) * m->places[0]);
            p->tier = 0;
            p->tier = (int8_t)first_tier(m, choice(r, id, FIRST, how));
            p->priority = how == KEYED ? r->c->priority[id] : uniform(&r->luck) < m->emergency_share ? 0 : 1;
        }
        r->sums->events++;
        join(r, id, next, how);
        id++;
        next = how != INSIDE ? r->c->arrival_min[id] : next + exponential(&r->luck, 1.0 / m->per_min);
    }
    r->sums->episodes = id;
    return 0;
}

static Step *steps;                                        /* kept from run to run, as tiercare keeps its tables */
static int64_t steps_room;

static int with_room(const Model *m, uint64_t seed, int64_t room, const Columns *c, Sums *sums, const int how) {
    Run r = {.m = m, .sums = sums, .c = c, .key = seed * 0x9e3779b97f4a7c15ULL, .heap_room = 4096};
    if (how == KEYED && steps_room < 6 * room) steps = realloc(steps, (steps_room = 6 * room) * sizeof(Step));
    r.steps = steps;
    int64_t pools = 0;
    for (int t = 0; t < 3; t++) { r.first_pool[t] = pools; pools += m->places[t]; }
    for (int t = 0; t < 3; t++) { r.first_ward[t] = pools; pools += m->places[t]; }
    memset(sums, 0, sizeof *sums);
    sow(&r.luck, seed);
    r.who = malloc(room * sizeof(Patient));
    r.heap = malloc(r.heap_room * sizeof(Event));
    r.pools = malloc(pools * sizeof(Pool));
    for (int t = 0; t < 3; t++)
        for (int64_t i = 0; i < m->places[t]; i++) {
            r.pools[r.first_pool[t] + i] = (Pool){(int32_t)m->doctors[t], {-1, -1}, {-1, -1}};
            r.pools[r.first_ward[t] + i] = (Pool){(int32_t)m->beds[t], {-1, -1}, {-1, -1}};
        }
    int full = go(&r, room, how);
    free(r.who); free(r.heap); free(r.pools);
    return full;
}

int run_drawing(const Model *m, uint64_t seed, int64_t room, Sums *sums) {
    return with_room(m, seed, room, NULL, sums, INSIDE);
}

int run_arrays(const Model *m, int64_t room, const Columns *c, Sums *sums) {
    return with_room(m, 0, room, c, sums, ARRAYS);
}

int run_keyed(const Model *m, uint64_t key, int64_t room, const Columns *c, Sums *sums) {
    return with_room(m, key, room, c, sums, KEYED);
}

/* Fill the columns; the last arrival lies after the end. */
void draw_columns(const Model *m, uint64_t seed, int64_t room, Columns *c) {
    Luck l;
    sow(&l, seed);
    double now = 0.0;
    for (int64_t i = 0; i < room; i++) {
        c->arrival_min[i] = now += exponential(&l, 1.0 / m->per_min);
        c->village[i] = (int32_t)(uniform(&l) * m->places[0]);
        c->tier[i] = (int8_t)first_tier(m, uniform(&l));
        c->priority[i] = uniform(&l) < m->emergency_share ? 0 : 1;
        for (int t = 0; t < 3; t++) {
            c->consult_min[3 * i + t] = exponential(&l, m->consult_min[t]);
            c->choice[3 * i + t] = uniform(&l);
            c->stay_min[3 * i + t] = m->beds[t] ? lognormal(&l, m->stay_mu[t], m->stay_sigma) : 0.0;
        }
    }
}

"""What must the model show, and which claims come true? ``python -m experiments.mechanisms --reps 20``."""

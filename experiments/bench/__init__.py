"""How fast is the county? The same models, in tiercare and in other programs, side by side in one run."""

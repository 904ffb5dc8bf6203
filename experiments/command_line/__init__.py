"""What is typed: ``tiercare`` and its commands."""

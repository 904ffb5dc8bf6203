"""What this machine keeps between runs, so that it need not be made twice: machine code, files that were read."""

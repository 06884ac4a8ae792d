"""What a file is by its content, and whether it may be kept: each inspection raises Refused with a whole sentence."""

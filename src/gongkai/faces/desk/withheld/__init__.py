"""不予公开台账: what passed review and is not for everybody."""

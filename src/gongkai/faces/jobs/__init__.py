"""What the clock starts: functions of the state and the moment."""

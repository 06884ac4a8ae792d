"""The law as data and pure functions: working days, deadlines, outcomes, fees, annual reports.

Nothing in here reads a clock, a database or the network; every date comes in as an argument.
"""

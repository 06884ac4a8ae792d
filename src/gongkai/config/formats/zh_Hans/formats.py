"""Dates as the norms for government sites ask: 2026-11-20 and 2026-11-20 08:30 (国办发〔2017〕47号)."""

DATE_FORMAT = "Y-m-d"
SHORT_DATE_FORMAT = "Y-m-d"
DATETIME_FORMAT = "Y-m-d H:i"
SHORT_DATETIME_FORMAT = "Y-m-d H:i"
TIME_FORMAT = "H:i"

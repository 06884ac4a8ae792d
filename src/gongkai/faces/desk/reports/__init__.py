"""年度报告: the topic of the desk."""

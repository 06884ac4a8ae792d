"""The office: Django applications, one for each duty of the Regulation. Arrows point down only."""

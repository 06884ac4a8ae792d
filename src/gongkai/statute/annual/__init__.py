"""The statutory annual report (arts 49-50): its forms as data, reading, checking, comparing, adding up."""

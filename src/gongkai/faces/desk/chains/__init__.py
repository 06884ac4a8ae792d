"""审查流程：who reviews what, in which order, by unit and kind, from a day on."""

"""我的账号: what everybody looks after alone."""

"""岗位: granted, ended, deputised; who holds which in a unit."""

"""One settings file, read from the environment, and where every address of the platform leads."""

"""What is public: lists, search, one item, downloads, feeds, the map of the site."""

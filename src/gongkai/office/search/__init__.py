"""One bigram index of everything public: see README.md."""

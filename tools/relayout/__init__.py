"""Reports with known figures, set again in the many broken shapes in which real reports reach a reader.

Used by the tests (every layout must be read without a wrong or invented cell) and to make the sample corpus.
Everything is drawn from a random generator that the caller seeds, so a failing case can be made again.
"""

"""Gongkai (公开): the open platform for the disclosure of government information.

The package has two floors. :mod:`gongkai.statute` is the law as tested data and pure functions: no
Django, no database, no clock, no network. The office floor (``pip install gongkai[office]``) is built
on it. Importing ``gongkai`` itself loads nothing but this version number.
"""

__version__ = "0.3.0"

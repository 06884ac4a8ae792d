"""What a file shows on a page: words, tables and pictures, made from it in a process of its own.

Readers of untrusted files run in :mod:`child`; :mod:`services` asks for them and keeps what they made by the file's hash.
"""

"""x"""


def look(content, corpus, rules, *, today):
    return []

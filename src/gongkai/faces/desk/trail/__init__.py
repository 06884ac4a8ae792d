"""审计查询：who did what, when and from where; whether the trail is whole (《网络安全法》第二十一条)."""

"""找错留言: what visitors found wrong on the site."""

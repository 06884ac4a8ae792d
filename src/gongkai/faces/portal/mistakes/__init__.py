"""What people find wrong on the site (我为政府网站找错)."""

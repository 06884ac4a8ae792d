"""What people find wrong on the site, and what became of it (art. 47; 我为政府网站找错): see README.md."""

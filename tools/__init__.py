"""What `make` calls: set-up, execution of the chapters, the site, the PDF."""

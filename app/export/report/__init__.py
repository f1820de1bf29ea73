"""What an HTML report shows, part by part, as plain texts: the template only arranges them."""

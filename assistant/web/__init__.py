"""What a browser is sent: templates of pages, style sheets, scripts."""

"""Articles by address: feeds, news sitemaps and single pages, asked again and again."""

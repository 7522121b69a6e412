page-name = Page: { $title }

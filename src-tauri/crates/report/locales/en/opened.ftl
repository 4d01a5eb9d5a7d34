# A report that came from a file: opened, refused, marked all along.

opened-banner = Report of { $moment }, opened from a file
opened-banner-undated = Report without a date, opened from a file
opened-note = It may come from another computer, and its author is not verified.
opened-no_file = This is not a file: choose the report itself.
opened-running = A check is running: open this report when it is over.

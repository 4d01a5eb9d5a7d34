# What is said where the window cannot open: Windows without Microsoft Edge WebView2.

no_window-title = Maillon
no_window-question =
    Maillon’s window needs Microsoft Edge WebView2, which this computer does not have. Your IT department can install it; it is free and comes from Microsoft.

    Maillon can do without: it runs the same checks now (about { $seconds } seconds, { $megabytes } MB at the most) and then opens the report as text. Run them?
no_window-broke_down = The check broke down before its end. Please tell your IT department.
no_window-not_written = The report cannot be written, { $why }.
no_window-written = The report was written: { $place }

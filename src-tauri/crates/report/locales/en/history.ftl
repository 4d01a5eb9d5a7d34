# Past runs of this computer, their trends and their hours, and two of them side by side.

history-kept = Every finished check is kept for { $days } days on this computer, in { $folder }. Only you can read it, and nothing is sent.
history-damaged = { $n ->
    [one] One report is damaged and is not in the list.
   *[other] { $n } reports are damaged and are not in the list.
 }
history-trend = { $label }: { $latest } in the last check; over the last { $n }, { $same ->
    [yes] always the same
   *[no] from { $least } to { $most }
 }. { $weak ->
    [0] Never the weak link.
    [one] The weak link once.
   *[other] The weak link { $weak } times.
 }
history-hours-cannot_tell = Which hour is best or worst cannot be told yet: it takes checks on at least three days, at two different hours.
history-hours-alike = No hour of the day stands out so far.
history-hours-apart = The worst hour is { $worst }: a weak link in { $worst_weak } of { $worst_runs } checks. The best is { $best }: { $best_weak } of { $best_runs }.
history-opened = Check of { $moment }, on this computer
history-opened-note = It comes from the history; it says nothing of the connection right now.

key-value = { $value }
key-busy = Processor use
key-fresh_file = Delay the protection adds to a new file
key-box_delay = Answer of the box
key-box_loss = Loss to the box
key-line_delay = Delay added by the line
key-line_loss = Loss added by the line
key-download = Download rate
key-upload = Upload rate
key-internet_delay = Delay added between provider and company
key-tunnel_delay = Delay added by the VPN
key-door_answer = Answer of { $subject }
key-server_answer = Answer of { $subject }

change-better = better
change-worse = worse
change-same = no certain difference
change-unclear = too few measurements to tell
change-none = No certain difference between the two checks.
change-state = { $link }: judged { $before } before, { $after } after, but the measurements are not enough to be sure of a change.
change-sentence = { $label }: { $before } → { $after }, { $change }.

# A message to the helpdesk.
mail-subject = { $title }
mail-hello = Hello, this is what Maillon found on my computer.
mail-attach = Attached, or to be attached: { $name }
mail-place = It is here: { $file }
mail-code = Code to dictate: { $code }

compare-before = Before: { $moment }
compare-after = After: { $moment }
compare-changes = What changed

# Headings of the documents, errors of reading and writing, redaction.

title = Maillon: report of { $moment }
title-undated = Maillon: report
heading-verdict = Verdict
heading-evidence = What shows it
heading-action = What to do now
heading-actor = Who must act
heading-consequences = What follows from it
heading-others = Other weak links
heading-missing = What could not be seen
heading-chain = The chain
heading-uses = Your uses
heading-machine = The computer
heading-run = The check
heading-checks = The six points
heading-details = For the helpdesk
heading-figures = Measurements
heading-findings = Findings
heading-gaps = Not measured
heading-charts = Over the measurement
heading-advice = Advice
column-figure = Measurement
column-value = Value
column-limit = Limit
column-source = Source of the limit
column-method = Method
column-status = State
company-side = At the company
home-side = At home
chain-thickness = The thicker the bar that leads to a link, the more it carries; a thread: not known.
chain-picture = The chain, link by link: { $links }.
weak-mark = weak link
example-mark = EXAMPLE
page-foot = Maillon changes nothing on the computer and sends nothing: this report exists only where it was saved.
hidden = Removed from this report: { $items }.
ticket-helpdesk = Helpdesk: { $helpdesk }

run-line = { $moment } · { $seconds } · { $bytes } exchanged
run-line-undated = { $seconds } · { $bytes } exchanged
fact-started = Start
fact-duration = Duration
fact-mode = Mode
fact-bytes = Data exchanged
fact-cpu = Processor time used by Maillon
fact-complete = Ran to its end
fact-profile = Profile in force
fact-profile-none = none (built-in defaults)
fact-company = Company
fact-helpdesk = Helpdesk
fact-program = Program
fact-host = Name of the computer
fact-user = User
fact-own-limits = Limits of the company’s own
fact-model = Model
fact-processor = Processor
fact-cores = { $model }, { $cores ->
    [one] { $cores } core
   *[other] { $cores } cores
 }
fact-memory = Memory
fact-memory-value = { $total }, { $available } of it free
fact-disk = Disk
fact-disk-value = { $free } free of { $total }
fact-system = System
fact-age = Age
fact-age-value = { $years ->
    [0] less than a year, or start-up program (firmware) updated
    [one] at least a year
   *[other] at least { $years } years
 }
fact-age-series = processor of { $year }
fact-power = Power
fact-uptime = Last start
fact-uptime-value = { $time } ago
fact-virtual = Simulated computer (virtual machine)
fact-remote = Remote session

chart-latency = Response time over the measurement
chart-latency-alt = Curve of the response time of { $count } points, from 0 to { $seconds }. Middle values (medians): { $medians }.
chart-goodput = Rate over the measurement
chart-goodput-alt = Rate by interval: { $medians }.
chart-load-download = download
chart-load-upload = upload
chart-lost = { $count } without an answer
chart-seconds = seconds
direction-download = Download
direction-upload = Upload
live-load = { $direction }: { $rate }
live-delay = { $label }: { $delay }
live-measuring = Measuring: { $label }.
live-remaining = { $seconds ->
    [0] Nearly done
    [one] One more second
   *[other] { $seconds } more seconds
 }

redact-user_name = Name of the user
redact-host_name = Name of the computer
redact-ssid = Name of the Wi-Fi
redact-public_address = Public Internet addresses
redact-hardware_address = Addresses of the devices (MAC, BSSID)
redact-internal_names = Internal names and addresses of the company

read-too_large = This file is too large for a report of Maillon: { $largest } at most.
read-not_text = This file is not text: it is not a report of Maillon.
read-too_deep = This file is nested too deeply: it is not a report of Maillon.
read-too_long = This report was made longer than a check can make it. It is not shown.
read-other_version = This report is in format { $found }; this version of Maillon reads format { $known }.
read-not_a_report = This file is not a report of Maillon: it does not begin with its format version.
read-cut = This report is cut: the end of the file is missing (line { $line }).
read-malformed = This report is damaged, line { $line }, column { $column }.
read-unreadable = This file could not be read: { $detail }.

# What the system says of a file or a folder.
system-not_found = this file or folder does not exist
system-permission_denied = the system does not allow it there
system-is_a_directory = this is a folder, not a file
system-not_a_directory = a part of the path is not a folder
system-storage_full = the disk is full
system-read_only = this place is read-only
system-invalid_filename = this file name is not accepted there

read-limits = The company’s own limits in this report are wrong: { $detail }.

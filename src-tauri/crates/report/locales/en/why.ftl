# How the verdict was reached: a line for each link, and one for each piece of evidence.

why-heading = How this was decided
why-good = { $link }: nothing speaks against it.
why-not_known = { $link }: not measured well enough to tell.
why-hidden = { $link }: not known, because trouble nearer to the computer hides it.
why-bad = { $link }: { $status }.
why-figures = Measured: { $figures }.
why-cut = Nothing gets through, and where the way ends is not known: that is why no link is named.
why-spared = Seen, and told against nobody: whose it is cannot be told, or another measurement clears the link.
why-established = Established: several measurements say the same, and nothing nearer explains it.
why-probable = Probable only: { $doubts }.
why-explained = { $finding } Explained by: { $link }.
doubt-not_reproduced = it did not repeat itself in separate moments
doubt-few_samples = it takes { $needed } measurements to be sure
doubt-interval = the figure may lie within its limit
doubt-nearer_unknown = { $link } is not known and could explain it

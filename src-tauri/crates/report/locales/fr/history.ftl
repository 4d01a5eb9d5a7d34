# Past runs of this computer, their trends and their hours, and two of them side by side.

history-kept = Chaque vérification terminée est gardée { $days } jours sur cet ordinateur, dans { $folder }. Vous seul pouvez la lire, et rien n’est envoyé.
history-damaged = { $n ->
    [one] Un rapport est abîmé et n’apparaît pas dans la liste.
   *[other] { $n } rapports sont abîmés et n’apparaissent pas dans la liste.
 }
history-trend = { $label } : { $latest } à la dernière vérification ; sur les { $n } dernières, { $same ->
    [yes] toujours autant
   *[no] de { $least } à { $most }
 }. { $weak ->
    [0] Jamais le maillon faible.
    [one] Maillon faible une fois.
   *[other] Maillon faible { $weak } fois.
 }
history-hours-cannot_tell = On ne peut pas encore dire quelle heure est la meilleure ou la pire : il faut des vérifications sur trois jours au moins, à deux heures différentes.
history-hours-alike = Aucune heure de la journée ne se distingue pour l’instant.
history-hours-apart = La pire heure est { $worst } : un maillon faible dans { $worst_weak } vérifications sur { $worst_runs }. La meilleure est { $best } : { $best_weak } sur { $best_runs }.
history-opened = Vérification du { $moment }, sur cet ordinateur
history-opened-note = Elle vient de l’historique ; elle ne dit rien de la connexion en ce moment.

key-value = { $value }
key-busy = Occupation du processeur
key-fresh_file = Délai ajouté par la protection à un fichier neuf
key-box_delay = Réponse de la box
key-box_loss = Perte jusqu’à la box
key-line_delay = Délai ajouté par la ligne
key-line_loss = Perte ajoutée par la ligne
key-download = Débit de réception
key-upload = Débit d’envoi
key-internet_delay = Délai ajouté entre le fournisseur et l’entreprise
key-tunnel_delay = Délai ajouté par le VPN
key-door_answer = Réponse de { $subject }
key-server_answer = Réponse de { $subject }

change-better = mieux
change-worse = moins bien
change-same = pas de différence sûre
change-unclear = pas assez de mesures pour le dire
change-none = Aucune différence sûre entre les deux vérifications.
change-state = { $link } : jugé { $before } avant, { $after } après, mais les mesures ne suffisent pas pour être sûr d’un changement.
change-sentence = { $label } : { $before } → { $after }, { $change }.

# A message to the helpdesk.
mail-subject = { $title }
mail-hello = Bonjour, voici ce que Maillon a trouvé sur mon ordinateur.
mail-attach = Pièce jointe, ou à joindre : { $name }
mail-place = Elle se trouve ici : { $file }
mail-code = Code à dicter : { $code }

compare-before = Avant : { $moment }
compare-after = Après : { $moment }
compare-changes = Ce qui a changé

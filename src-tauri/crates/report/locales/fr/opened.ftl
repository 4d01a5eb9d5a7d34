# A report that came from a file: opened, refused, marked all along.

opened-banner = Rapport du { $moment }, ouvert depuis un fichier
opened-banner-undated = Rapport sans date, ouvert depuis un fichier
opened-note = Il peut venir d’un autre ordinateur, et son auteur n’est pas vérifié.
opened-no_file = Ceci n’est pas un fichier : choisissez le rapport lui-même.
opened-running = Une vérification est en cours : ouvrez ce rapport quand elle sera finie.

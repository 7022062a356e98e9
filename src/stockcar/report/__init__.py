"""Write a race from the record, and hold what others write to it.

``notes.race_notes`` ranks what is remarkable, ``story.report`` tells a race, ``preview.preview`` what is at stake
before one, and ``check.check`` marks every claim of a report that the record can decide.
"""

"""mailbox: the town's e-mail boxes and its contact form, heard and answered like any network.

Owns Letter (what is known of each mail that belongs to a conversation: subject, where to answer, thread; its words are in base.Heard).
Reads by IMAP and deletes nothing there; answers leave through kernel.mail. Automatic mails are recognised and passed over.
"""

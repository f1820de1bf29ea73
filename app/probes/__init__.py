"""Do the URLs that were found answer, and with which certificates?"""

"""Votes and results in the words of minutes (*Abstimmungsergebnisse*)."""

from ratsflow.papers.votes.reading import PartyVote, ToldVote, read_votes


__all__ = ["PartyVote", "ToldVote", "read_votes"]

"""What a person agrees to, whom they shut out, and the one answer to: may this hat read this part of this person?"""

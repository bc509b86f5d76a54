"""A hash over everything that the page of a proposal is made of, taken by the database in one query.

What was made of a proposal under one hash stays right as long as the hash stays the same, so nothing has to be told
that something changed: not the step that gives a proposal back, not a partner's answer, not the scanner.
"""

from django.db import connection

# Whole rows, so that a new column needs no thought; of people only the name, since their rows change as they sign in.
DIGEST = """
SELECT encode(sha256(convert_to(concat_ws(E'\\x1f',
    p, i, o, c, e,
    (SELECT string_agg(s::text, E'\\x1e' ORDER BY s.id) FROM submissions_section s WHERE s.proposal_id = p.id),
    (SELECT string_agg(a::text, E'\\x1e' ORDER BY a.id) FROM submissions_attachment a WHERE a.proposal_id = p.id),
    (SELECT string_agg(n::text, E'\\x1e' ORDER BY n.id) FROM submissions_innovator n WHERE n.proposal_id = p.id),
    (SELECT string_agg(concat(a, u.name, u.username), E'\\x1e' ORDER BY a.id)
     FROM submissions_approval a JOIN accounts_user u ON u.id = a.approved_by_id WHERE a.proposal_id = p.id),
    (SELECT string_agg(concat(m, b), E'\\x1e' ORDER BY m.id)
     FROM submissions_partnership m JOIN accounts_opd b ON b.id = m.opd_id WHERE m.innovation_id = i.id),
    (SELECT string_agg(t::text, E'\\x1e' ORDER BY t.id) FROM competitions_sectiontemplate t WHERE t.edition_id = e.id),
    (SELECT string_agg(d::text, E'\\x1e' ORDER BY d.id)
     FROM competitions_documentrequirement d WHERE d.edition_id = e.id)
), 'UTF8')), 'hex')
FROM submissions_proposal p
JOIN submissions_innovation i ON i.id = p.innovation_id
JOIN accounts_opd o ON o.id = i.opd_id
JOIN competitions_edition e ON e.id = p.edition_id
LEFT JOIN competitions_category c ON c.id = p.category_id
WHERE p.id = %s
"""


def content_digest(proposal_id: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute(DIGEST, [proposal_id])
        ((digest,),) = cursor.fetchall()
    return digest

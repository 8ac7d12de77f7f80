CREATE TABLE "cases" (  -- A row is a letter.
  "case_id" INTEGER PRIMARY KEY,  -- The case's number in the library; joins the tables.
  "case" TEXT,  -- The case number, or the document's name where the letter gives none.
  "document" TEXT,  -- The name of the letter's file.
  "sha256" TEXT,  -- SHA-256 of the letter's file.
  "form" TEXT,  -- The form of the letter; empty where it is no known determination.
  "parser" TEXT,  -- The version of the reader.
  "added" TEXT,  -- When the letter was imported (UTC).
  "disposition" TEXT,  -- How the case was signed off; empty where nobody has.
  "grounds" TEXT,  -- Grounds of Labor Code 4610.6(h), by number.
  "signed_by" TEXT,  -- Who signed the case off.
  "sign_off" TEXT,  -- Whether that stands.
  "status" TEXT,  -- Where the work on the case stands.
  "tags" TEXT,  -- The tags that people put on the case; a sample that was drawn is one of them.
  "letter_case_number" TEXT,  -- Case number. As printed in the header.
  "letter_case_number_state" TEXT,  -- How far a person has come with “Case number”.
  "letter_priority" TEXT,  -- Priority. Standard or expedited review.
  "letter_priority_state" TEXT,  -- How far a person has come with “Priority”.
  "letter_date_of_injury" TEXT,  -- Date of injury. From the header alone.
  "letter_date_of_injury_state" TEXT,  -- How far a person has come with “Date of injury”.
  "letter_ur_denial_date" TEXT,  -- UR denial date. When utilization review denied the treatment, from the header alone.
  "letter_ur_denial_date_state" TEXT,  -- How far a person has come with “UR denial date”.
  "letter_application_received" TEXT,  -- Application received. When the application for Independent Medical Review arrived, from the header alone.
  "letter_application_received_state" TEXT,  -- How far a person has come with “Application received”.
  "letter_date_assigned" TEXT,  -- Date assigned. When the case went to the reviewer.
  "letter_date_assigned_state" TEXT,  -- How far a person has come with “Date assigned”.
  "letter_decision_date" TEXT,  -- Decision date. The date of the determination.
  "letter_decision_date_state" TEXT,  -- How far a person has come with “Decision date”.
  "case_outcome" TEXT,  -- Case outcome. Follows from the items: all upheld, all overturned, or mixed.
  "case_outcome_state" TEXT,  -- How far a person has come with “Case outcome”.
  "reviewer_licensure_states" TEXT,  -- Licensed in. States of licensure in the letter's order, parted by semicolons.
  "reviewer_licensure_states_state" TEXT,  -- How far a person has come with “Licensed in”.
  "reviewer_specialties" TEXT,  -- Specialties. Board certifications, specialties and subspecialties in the letter's order, parted by semicolons.
  "reviewer_specialties_state" TEXT,  -- How far a person has come with “Specialties”.
  "reviewer_independence_stated" TEXT,  -- Independence stated. Whether the letter says that the reviewer has no affiliation with the parties.
  "reviewer_independence_stated_state" TEXT,  -- How far a person has come with “Independence stated”.
  "reviewer_active_practice_stated" TEXT,  -- Active practice stated. Whether the letter states more than five years of practice and at least 24 hours a week.
  "reviewer_active_practice_stated_state" TEXT,  -- How far a person has come with “Active practice stated”.
  "patient_age" INTEGER,  -- Age. Years, as the summary states them; not computed.
  "patient_age_state" TEXT,  -- How far a person has come with “Age”.
  "patient_sex" TEXT,  -- Sex. As the summary states it.
  "patient_sex_state" TEXT,  -- How far a person has come with “Sex”.
  "summary_date_of_injury" TEXT,  -- Date of injury, summary. The date of injury as the summary states it.
  "summary_date_of_injury_state" TEXT,  -- How far a person has come with “Date of injury, summary”.
  "summary_ur_decision_date" TEXT,  -- UR decision date. Date of the utilization review decision on the disputed services, as the summary states it.
  "summary_ur_decision_date_state" TEXT,  -- How far a person has come with “UR decision date”.
  "summary_mechanism_of_injury" TEXT,  -- Mechanism of injury. How the injury happened, in the letter's words.
  "summary_mechanism_of_injury_state" TEXT,  -- How far a person has come with “Mechanism of injury”.
  "summary_diagnoses" TEXT,  -- Diagnoses. What the worker is diagnosed with or treated for, one condition each, parted by semicolons.
  "summary_diagnoses_state" TEXT,  -- How far a person has come with “Diagnoses”.
  "summary_treatments" TEXT,  -- Treatment to date. Treatment and studies already done, one each, parted by semicolons.
  "summary_treatments_state" TEXT,  -- How far a person has come with “Treatment to date”.
  "summary_text" TEXT,  -- Summary. The clinical case summary, whole.
  "summary_text_state" TEXT  -- How far a person has come with “Summary”.
);
cases (1, 'CM17-9912345', 'letter.txt', 'ac2a160e38456b05fd1bc7edbc899272095a0cc1139eeb540c63f424c704cebb', 'imr-determination-f', '1', '2026-01-02T12:00:00.000000+00:00', None, None, None, None, 'In review', 'second look', 'CM17-9912345', 'prefilled', 'Standard', 'prefilled', '2016-10-31', 'prefilled', '2017-01-09', 'corrected', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at', 'Partially overturned', 'prefilled', None, 'not_looked_at', 'Orthopedic Surgery', 'prefilled', None, 'not_looked_at', None, 'not_looked_at', 52, 'confirmed', None, 'unreadable', None, 'not_looked_at', None, 'not_looked_at', '=a crate slid off', 'corrected', 'cervical strain', 'prefilled', None, 'not_looked_at', 'The injured worker …', 'prefilled')
cases (2, 'CM17-9900002', 'second letter.txt', '54f786e9cc1566fe34bee2548e317548607fcbe446cd0c26d8a8b57ee96f7738', 'imr-determination-f', '2', '2026-01-02T12:00:01.000000+00:00', None, None, None, None, 'Postponed', None, 'CM17-9900002', 'prefilled', 'Standard', 'prefilled', '2016-10-31', 'prefilled', '2017-01-13', 'prefilled', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at', 'Partially overturned', 'prefilled', None, 'not_looked_at', 'Orthopedic Surgery', 'prefilled', None, 'not_looked_at', None, 'not_looked_at', 95, 'prefilled', 'Male', 'prefilled', None, 'not_looked_at', None, 'not_looked_at', 'when a crate slid off a trolley', 'prefilled', 'cervical strain', 'prefilled', None, 'not_looked_at', 'The injured worker …', 'prefilled')
CREATE TABLE "items" (  -- A row is a disputed item.
  "case_id" INTEGER NOT NULL REFERENCES cases(case_id),  -- The case's number in the library; joins the tables.
  "case" TEXT,  -- The case number, or the document's name where the letter gives none.
  "number" INTEGER,  -- The item's number in the case, from 1.
  "request" TEXT,  -- Request. The disputed service, as the heading gives it.
  "request_state" TEXT,  -- How far a person has come with “Request”.
  "outcome" TEXT,  -- Outcome. Upheld: the denial stands. Overturned: the treatment is to be authorized.
  "outcome_state" TEXT,  -- How far a person has come with “Outcome”.
  "quantity" TEXT,  -- Quantity. The amount in the heading, in its words.
  "quantity_state" TEXT,  -- How far a person has come with “Quantity”.
  "category" TEXT,  -- Category. The State's treatment category.
  "category_state" TEXT,  -- How far a person has come with “Category”.
  "body_parts" TEXT,  -- Body parts. The parts of the body that the request names.
  "body_parts_state" TEXT,  -- How far a person has come with “Body parts”.
  "laterality" TEXT,  -- Side. Left, right or bilateral, where the heading says so.
  "laterality_state" TEXT,  -- How far a person has come with “Side”.
  "original_request" TEXT,  -- Original request. Only where the heading sets it apart from the disputed portion.
  "original_request_state" TEXT,  -- How far a person has come with “Original request”.
  "authorized_part" TEXT,  -- Authorized part. Only where the heading says what the claims administrator authorized.
  "authorized_part_state" TEXT,  -- How far a person has come with “Authorized part”.
  "ur_guideline_basis" TEXT,  -- UR relied on. What the claims administrator says the decision rests on.
  "ur_guideline_basis_state" TEXT,  -- How far a person has come with “UR relied on”.
  "ur_guideline_citations" TEXT,  -- UR citations. Each authority on a line of its own, beginning with “MTUS:” or “Non-MTUS:”.
  "ur_guideline_citations_state" TEXT,  -- How far a person has come with “UR citations”.
  "ur_guideline_text" TEXT,  -- UR guideline. The whole paragraph after “Claims Administrator guideline:”.
  "ur_guideline_text_state" TEXT,  -- How far a person has come with “UR guideline”.
  "imr_guideline_basis" TEXT,  -- Reviewer relied on. What the reviewer says the decision rests on.
  "imr_guideline_basis_state" TEXT,  -- How far a person has come with “Reviewer relied on”.
  "imr_guideline_citations" TEXT,  -- Reviewer citations. Each authority on a line of its own, beginning with “MTUS:” or “Non-MTUS:”.
  "imr_guideline_citations_state" TEXT,  -- How far a person has come with “Reviewer citations”.
  "imr_guideline_text" TEXT,  -- Reviewer guideline. The whole paragraph after “MAXIMUS guideline:”.
  "imr_guideline_text_state" TEXT,  -- How far a person has come with “Reviewer guideline”.
  "conclusion" TEXT,  -- Conclusion. What the rationale concludes on medical necessity.
  "conclusion_state" TEXT,  -- How far a person has come with “Conclusion”.
  "rationale" TEXT,  -- Rationale. The reviewer's reasons, whole.
  "rationale_state" TEXT  -- How far a person has come with “Rationale”.
);
items (1, 'CM17-9912345', 1, 'MRI of the cervical spine', 'confirmed', 'Upheld', 'prefilled', None, 'not_looked_at', None, 'not_looked_at', 'cervical spine', 'prefilled', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at', 'MTUS: Neck and Upper Back Complaints 2004, Section(s): Special Studies', 'prefilled', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at')
items (1, 'CM17-9912345', 2, 'Physical therapy 2 times a week for 6 weeks', 'prefilled', 'Overturned', 'prefilled', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at')
items (2, 'CM17-9900002', 1, 'MRI of the cervical spine', 'prefilled', 'Upheld', 'prefilled', None, 'not_looked_at', None, 'not_looked_at', 'cervical spine', 'prefilled', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at', 'MTUS: Neck and Upper Back Complaints 2004, Section(s): Special Studies', 'prefilled', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at')
items (2, 'CM17-9900002', 2, 'Physical therapy 2 times a week for 6 weeks', 'prefilled', 'Overturned', 'prefilled', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at', None, 'not_looked_at')
CREATE TABLE "citations" (  -- A row is an authority that a disputed item cites.
  "case_id" INTEGER NOT NULL REFERENCES cases(case_id),  -- The case's number in the library; joins the tables.
  "case" TEXT,  -- The case number, or the document's name where the letter gives none.
  "item" INTEGER,  -- The disputed item's number in the case, from 1; empty for the letter.
  "side" TEXT,  -- Who cites it.
  "number" INTEGER,  -- The citation's number among those of its side, from 1.
  "source" TEXT,  -- Whether it belongs to the MTUS.
  "text" TEXT,  -- The citation.
  "state" TEXT  -- How far a person has come with the citations.
);
citations (1, 'CM17-9912345', 1, 'imr', 1, 'mtus', 'Neck and Upper Back Complaints 2004, Section(s): Special Studies', 'prefilled')
citations (2, 'CM17-9900002', 1, 'imr', 1, 'mtus', 'Neck and Upper Back Complaints 2004, Section(s): Special Studies', 'prefilled')
CREATE TABLE "answers" (  -- A row is the answer to a question of a checklist. A person gave it.
  "case_id" INTEGER NOT NULL REFERENCES cases(case_id),  -- The case's number in the library; joins the tables.
  "case" TEXT,  -- The case number, or the document's name where the letter gives none.
  "pack" TEXT,  -- The checklist.
  "version" TEXT,  -- The checklist's version when the answer was given.
  "question" TEXT,  -- The question's id; the codebook has its words.
  "item" INTEGER,  -- The disputed item's number in the case, from 1; empty for the letter.
  "answer" TEXT,  -- The answer in words.
  "note" TEXT  -- The reviewer's remark.
);
answers (1, 'CM17-9912345', 'core', '1.0', 'L02', None, 'Yes, in time', None)
answers (1, 'CM17-9912345', 'core', '1.0', 'I15', 2, 'Upheld', None)
CREATE TABLE "findings" (  -- A row is something that the program's checks noticed.
  "case_id" INTEGER NOT NULL REFERENCES cases(case_id),  -- The case's number in the library; joins the tables.
  "case" TEXT,  -- The case number, or the document's name where the letter gives none.
  "item" INTEGER,  -- The disputed item's number in the case, from 1; empty for the letter.
  "rule" TEXT,  -- The check.
  "severity" TEXT,  -- How grave it is.
  "message" TEXT,  -- What was noticed.
  "quotes" TEXT,  -- The passages it rests on, each on a line.
  "verdict" TEXT,  -- What a person said of it; empty where nobody has.
  "note" TEXT  -- The reviewer's remark.
);
findings (1, 'CM17-9912345', None, 'dates-disagree', 'serious', 'Two dates are given.', '“10/31/2016”\n“10-31-2016”', 'dismissed', 'they are one')
findings (2, 'CM17-9900002', None, 'dates-disagree', 'serious', 'Two dates are given.', '“10/31/2016”\n“10-31-2016”', 'dismissed', 'they are one')
CREATE TABLE "highlights" (  -- A row is a stretch of words that a person highlighted in a letter.
  "case_id" INTEGER NOT NULL REFERENCES cases(case_id),  -- The case's number in the library; joins the tables.
  "case" TEXT,  -- The case number, or the document's name where the letter gives none.
  "number" INTEGER,  -- The highlight's number in the case, from 1 in the order of the text.
  "label" TEXT,  -- The label's id.
  "label_name" TEXT,  -- The label's name.
  "comment" TEXT,  -- The reviewer's comment.
  "page" INTEGER,  -- The page, from 1.
  "start" INTEGER,  -- Where the words begin in the letter's text, in Unicode code points.
  "end" INTEGER,  -- Where they end.
  "quote" TEXT,  -- The words.
  "found" TEXT,  -- Whether the latest reading has them there.
  "highlighted_by" TEXT,  -- Who highlighted them, or changed that last.
  "at" TEXT  -- When (UTC).
);
highlights (1, 'CM17-9912345', 1, 'question', 'Question', 'is this said twice?', 1, 848, 859, '52 year old', 'Yes', 'bob', '2026-01-02T12:00:14.000000+00:00')
CREATE TABLE "letters" (  -- A row is the text of a letter.
  "case_id" INTEGER PRIMARY KEY REFERENCES cases(case_id),  -- The case's number; joins the tables.
  "text" TEXT  -- The letter's whole text; a form feed parts its pages.
);
letters (1, 'Case Number: CM17-9912345\nDate Assigned: 01/19/2017 Date of Injury: 10/31/2016\nDecision Date: 02/16/2017 UR Denial Date: 01/13/2017\nPriority: Standard Application 01/17/2017\nReceived:\n\nHOW THE IMR FINAL DETERMINATION WAS MADE\nMAXIMUS Federal Services sent the complete case file to an expert reviewer. He/she has no\naffiliation with the employer, employee, providers or the claims administrator. He/she has been\nin active clinical practice for more than five years and is currently working at least 24 hours a\nweek in active practice.\nThe Expert Reviewer has the following credentials:\nState(s) of Licensure: California\nCertification(s)/Specialty: Orthopedic Surgery\n\nCLINICAL CASE SUMMARY\nThe expert reviewer developed the following clinical case summary based on a review of the\ncase file, including all medical records:\n\nThe injured worker is a 52 year old female who sustained an industrial injury on 10-31-2016\nwhen a crate slid off a trolley. She was diagnosed with cervical strain.\n\nIMR ISSUES, DECISIONS AND RATIONALES\nThe Final Determination was based on decisions for the disputed items/services set forth below:\n\nMRI of the cervical spine: Upheld\n\nClaims Administrator guideline: Decision based on MTUS Neck and Upper Back Complaints\n2004,\nSection(s): Special Studies.\n\nMAXIMUS guideline: Decision based on MTUS Neck and Upper Back Complaints 2004,\nSection(s):\nSpecial Studies.\n\nDecision rationale: No red flag was noted. The request is not medically necessary.\n\nPhysical therapy 2 times a week for 6 weeks: Overturned\n\nClaims Administrator guideline: The Claims Administrator did not cite any medical evidence for\nits\ndecision.\n\nMAXIMUS guideline: Decision based on MTUS Chronic Pain Medical Treatment 2009,\nSection(s):\nPhysical Medicine.\n\x0c\nDecision rationale: Active therapy is supported early on. The request is medically necessary.\n')
letters (2, 'Case Number: CM17-9900002\nDate Assigned: 01/19/2017 Date of Injury: 10/31/2016\nDecision Date: 02/16/2017 UR Denial Date: 01/13/2017\nPriority: Standard Application 01/17/2017\nReceived:\n\nHOW THE IMR FINAL DETERMINATION WAS MADE\nMAXIMUS Federal Services sent the complete case file to an expert reviewer. He/she has no\naffiliation with the employer, employee, providers or the claims administrator. He/she has been\nin active clinical practice for more than five years and is currently working at least 24 hours a\nweek in active practice.\nThe Expert Reviewer has the following credentials:\nState(s) of Licensure: California\nCertification(s)/Specialty: Orthopedic Surgery\n\nCLINICAL CASE SUMMARY\nThe expert reviewer developed the following clinical case summary based on a review of the\ncase file, including all medical records:\n\nThe injured worker is a 94 year old male 𝒜 who sustained an industrial injury on 10-31-2016\nwhen a crate slid off a trolley. She was diagnosed with cervical strain.\n\nIMR ISSUES, DECISIONS AND RATIONALES\nThe Final Determination was based on decisions for the disputed items/services set forth below:\n\nMRI of the cervical spine: Upheld\n\nClaims Administrator guideline: Decision based on MTUS Neck and Upper Back Complaints\n2004,\nSection(s): Special Studies.\n\nMAXIMUS guideline: Decision based on MTUS Neck and Upper Back Complaints 2004,\nSection(s):\nSpecial Studies.\n\nDecision rationale: No red flag was noted. The request is not medically necessary.\n\nPhysical therapy 2 times a week for 6 weeks: Overturned\n\nClaims Administrator guideline: The Claims Administrator did not cite any medical evidence for\nits\ndecision.\n\nMAXIMUS guideline: Decision based on MTUS Chronic Pain Medical Treatment 2009,\nSection(s):\nPhysical Medicine.\n\x0c\nDecision rationale: Active therapy is supported early on. The request is medically necessary.\n')
CREATE TABLE "codebook" (  -- A row is a column of a table, or a question of a checklist.
  "table" TEXT,  -- The table.
  "column" TEXT,  -- The column, or the question's id.
  "type" TEXT,  -- The type of its cells.
  "meaning" TEXT,  -- What it means, or the question's words.
  "values" TEXT,  -- The values it may have; empty where any.
  "section" TEXT,  -- Where the form has it.
  "heading" TEXT  -- What the column is called in a workbook.
);
CREATE INDEX items_by_case ON "items" (case_id);
CREATE INDEX citations_by_case ON "citations" (case_id);
CREATE INDEX answers_by_case ON "answers" (case_id);
CREATE INDEX findings_by_case ON "findings" (case_id);
CREATE INDEX highlights_by_case ON "highlights" (case_id);
CREATE VIEW decisions AS SELECT cases.case_id, cases."case", letter_decision_date AS decided, items.number AS item, request, outcome, outcome_state, category, ur_guideline_basis, imr_guideline_basis, conclusion FROM items JOIN cases USING (case_id);
CREATE VIRTUAL TABLE search USING fts5 (text, content='letters', content_rowid='case_id', tokenize='porter unicode61');

      *> Ten debts of each account are paid in order out of one receipt, and the debts left are
      *> written. FLAT reads and writes lines; RELATIVE rewrites the
      *> account's own record, found by its number (Debian builds gnucobol4 without indexed files).
       IDENTIFICATION DIVISION.
       PROGRAM-ID. WATERFALL.
       ENVIRONMENT DIVISION.
       INPUT-OUTPUT SECTION.
       FILE-CONTROL.
           SELECT RECEIPTS ASSIGN TO "receipts.txt"
               ORGANIZATION IS LINE SEQUENTIAL.
           SELECT DEBTS-FLAT ASSIGN TO "debts.txt"
               ORGANIZATION IS LINE SEQUENTIAL.
           SELECT LEFT-FLAT ASSIGN TO "left.txt"
               ORGANIZATION IS LINE SEQUENTIAL.
           SELECT DEBTS-BY-NUMBER ASSIGN TO "debts.rel"
               ORGANIZATION IS RELATIVE ACCESS MODE IS DYNAMIC
               RELATIVE KEY IS RECORD-NUMBER.
       DATA DIVISION.
       FILE SECTION.
       FD RECEIPTS.
       01 RECEIPT-LINE.
           05 RECEIPT-ACCOUNT PIC 9(9).
           05 RECEIPT-CENTS PIC 9(9).
       FD DEBTS-FLAT.
       01 FLAT-LINE.
           05 FLAT-ACCOUNT PIC 9(9).
           05 FLAT-OWED PIC 9(9) OCCURS 10.
       FD LEFT-FLAT.
       01 LEFT-LINE PIC X(99).
       FD DEBTS-BY-NUMBER.
       01 NUMBERED-RECORD.
           05 NUMBERED-ACCOUNT PIC 9(9).
           05 NUMBERED-OWED PIC 9(9) OCCURS 10.
       WORKING-STORAGE SECTION.
       01 WAY PIC X(10).
       01 AT-END PIC X VALUE "N".
       01 RECORD-NUMBER PIC 9(9) COMP-5 VALUE 0.
       01 DEBTS.
           05 ACCOUNT PIC 9(9).
           05 OWED PIC 9(9) OCCURS 10.
       01 LEFT-CENTS PIC S9(9) COMP-5.
       01 BUCKET PIC S9(4) COMP-5.
       PROCEDURE DIVISION.
       BEGIN.
           ACCEPT WAY FROM COMMAND-LINE
           EVALUATE WAY
               WHEN "load" PERFORM LOAD-RECORDS
               WHEN "relative" PERFORM PAY-RELATIVE
               WHEN OTHER PERFORM PAY-FLAT
           END-EVALUATE
           STOP RUN.
       LOAD-RECORDS.
           OPEN INPUT DEBTS-FLAT OUTPUT DEBTS-BY-NUMBER
           PERFORM UNTIL AT-END = "Y"
               READ DEBTS-FLAT AT END MOVE "Y" TO AT-END
                   NOT AT END
                       ADD 1 TO RECORD-NUMBER
                       WRITE NUMBERED-RECORD FROM FLAT-LINE
               END-READ
           END-PERFORM
           CLOSE DEBTS-FLAT DEBTS-BY-NUMBER.
       PAY-FLAT.
           OPEN INPUT RECEIPTS DEBTS-FLAT OUTPUT LEFT-FLAT
           PERFORM UNTIL AT-END = "Y"
               READ RECEIPTS AT END MOVE "Y" TO AT-END
                   NOT AT END
                       READ DEBTS-FLAT INTO DEBTS
                       PERFORM PAY-IN-ORDER
                       WRITE LEFT-LINE FROM DEBTS
               END-READ
           END-PERFORM
           CLOSE RECEIPTS DEBTS-FLAT LEFT-FLAT.
       PAY-RELATIVE.
           OPEN INPUT RECEIPTS I-O DEBTS-BY-NUMBER
           PERFORM UNTIL AT-END = "Y"
               READ RECEIPTS AT END MOVE "Y" TO AT-END
                   NOT AT END
                       ADD 1 TO RECEIPT-ACCOUNT GIVING RECORD-NUMBER
                       READ DEBTS-BY-NUMBER INTO DEBTS
                       PERFORM PAY-IN-ORDER
                       REWRITE NUMBERED-RECORD FROM DEBTS
               END-READ
           END-PERFORM
           CLOSE RECEIPTS DEBTS-BY-NUMBER.
       PAY-IN-ORDER.
           MOVE RECEIPT-CENTS TO LEFT-CENTS
           PERFORM VARYING BUCKET FROM 1 BY 1
                   UNTIL BUCKET > 10 OR LEFT-CENTS = 0
               IF LEFT-CENTS > OWED(BUCKET)
                   SUBTRACT OWED(BUCKET) FROM LEFT-CENTS
                   MOVE 0 TO OWED(BUCKET)
               ELSE
                   SUBTRACT LEFT-CENTS FROM OWED(BUCKET)
                   MOVE 0 TO LEFT-CENTS
               END-IF
           END-PERFORM.

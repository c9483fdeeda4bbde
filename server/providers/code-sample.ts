/** Code of several languages, about a kilobyte, by which a server's tokenizer is measured. Ours: nobody's code leaves. */
export const CODE_SAMPLE = `import { readFile } from 'node:fs/promises'

interface Account { id: string; balance: number; openedAt: Date }

export async function loadAccounts(path: string): Promise<Map<string, Account>> {
  const accounts = new Map<string, Account>()
  for (const line of (await readFile(path, 'utf8')).split('\\n')) {
    const [id = '', balance = '0', openedAt = ''] = line.split(',')
    accounts.set(id, { id, balance: Number(balance), openedAt: new Date(openedAt) })
  }
  return accounts
}

class Ledger:
    """Entries by account, newest first."""

    def __init__(self, entries: list[Entry]) -> None:
        self._entries = sorted(entries, key=lambda entry: entry.booked_at, reverse=True)

    def balance_of(self, account_id: str) -> Decimal:
        return sum((e.amount for e in self._entries if e.account_id == account_id), Decimal(0))

func (s *Server) handleTransfer(w http.ResponseWriter, r *http.Request) {
	var transfer Transfer
	if err := json.NewDecoder(r.Body).Decode(&transfer); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
}
`

using System.Text;

namespace K8sRouter.Operator.Kubernetes.Events;

/// <summary>Notes within the server's bound of 1,024 bytes.</summary>
internal static class EventNotes
{
    private const int MostBytes = 1_000;
    private const string Ellipsis = "…";

    /// <summary>The note, cut between two characters where it is longer than 1,000 bytes of UTF-8.</summary>
    public static string Cut(string note)
    {
        if (Encoding.UTF8.GetByteCount(note) <= MostBytes)
            return note;
        int left = MostBytes - Encoding.UTF8.GetByteCount(Ellipsis);
        int length = 0;
        foreach (var rune in note.EnumerateRunes())
        {
            left -= rune.Utf8SequenceLength;
            if (left < 0)
                break;
            length += rune.Utf16SequenceLength;
        }
        return note[..length] + Ellipsis;
    }
}

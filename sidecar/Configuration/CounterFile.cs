using System.Globalization;
using System.Text;
using K8sRouter.Core.Storage;

namespace K8sRouter.Sidecar.Configuration;

/// <summary>
/// The highest counter of a configuration that was in force, kept in the journal's folder over restarts. A folder that is new or
/// whose file is damaged begins at nothing, and any signed configuration is taken once.
/// </summary>
internal sealed class CounterFile(string folder)
{
    private const string Name = "config-counter";
    private const string Temporary = Name + ".tmp";
    private const int MaxBytes = 32;

    private long? _value;

    /// <summary>The counter; 0: none was in force.</summary>
    public long Value => _value ??= Read();

    /// <summary>Raises the counter and makes that durable; a lower one changes nothing.</summary>
    /// <exception cref="ConfigurationRefusedException">The file can't be written.</exception>
    public void Advance(long to)
    {
        if (to <= Value)
            return;
        try
        {
            string temporary = Path.Combine(folder, Temporary);
            Directory.CreateDirectory(folder);
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            {
                stream.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{to}\n")));
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, Path.Combine(folder, Name), overwrite: true);
            DiskSync.Folder(folder);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationRefusedException(
                $"The journal folder '{folder}' can't be written ({fault.GetType().Name})", retry: true);
        }
        _value = to;
    }

    private long Read()
    {
        try
        {
            string path = Path.Combine(folder, Name);
            if (new FileInfo(path) is not { Exists: true, Length: <= MaxBytes })
                return 0;
            string text = File.ReadAllText(path).TrimEnd('\n');
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : 0;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}

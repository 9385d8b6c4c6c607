using System.IO.Compression;
using K8sRouter.Core.Storage.Reading;

namespace K8sRouter.Operator.Commands.Logs.Exporting;

/// <summary>
/// The file of an export. Every few megabytes it is forced to the disk and noted how far it is, so that whatever interrupts the
/// export, it goes on from there without a line twice. A compressed file gets a gzip member each time.
/// </summary>
internal sealed class ExportFile : IDisposable
{
    private const int NotedEvery = 4 << 20;

    /// <summary>A file of no bytes at all isn't a gzip file.</summary>
    private static readonly byte[] EmptyMember = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly string _path;
    private readonly FileStream _file;
    private readonly bool _compressed;
    private GZipStream? _member;
    private StorePosition? _position;
    private long _lines;
    private int _sinceNoted;

    private ExportFile(string path, FileStream file, ExportState state)
    {
        _path = path;
        _file = file;
        _compressed = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        _position = state.Position;
        _lines = state.Lines;
        State = state;
        _file.SetLength(state.Length);
        _file.Position = state.Length;
    }

    /// <summary>What is noted.</summary>
    public ExportState State { get; private set; }

    /// <summary>Begins a file that isn't there yet.</summary>
    /// <exception cref="CommandException">It is there.</exception>
    public static ExportFile Create(string path, ExportState begin)
    {
        if (File.Exists(path))
        {
            throw CommandException.Problem(File.Exists(ExportState.PathOf(path))
                ? $"{path} is an interrupted export: go on with --resume, or remove it."
                : $"{path} is there already: remove it, or name another file.");
        }
        // Before the file: one without a state beside it counts as complete.
        begin.Save(path);
        // Prompts in clear: for nobody else to read.
        return Open(path, FileMode.CreateNew, begin, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>Goes on with a file; begins one where there is none.</summary>
    /// <exception cref="CommandException">It was begun as the export of something else, or is damaged.</exception>
    public static ExportFile Resume(string path, ExportState begin)
    {
        if (!File.Exists(path))
            return Create(path, begin);
        var state = ExportState.Load(path);
        if ((state.Store, state.Filter, state.WithContent) != (begin.Store, begin.Filter, begin.WithContent))
        {
            throw CommandException.Usage(
                $"{path} was begun with another store, workspace, filter or --without-content: repeat that command "
                + "with --resume.");
        }
        if (new FileInfo(path).Length < state.Length)
            throw CommandException.Problem($"{path} is shorter than it was: remove it, and begin anew without --resume.");
        return Open(path, FileMode.Open, state, null);
    }

    /// <summary>Appends a line.</summary>
    public void Write(byte[] line, StorePosition position)
    {
        if (_compressed)
            (_member ??= new GZipStream(_file, CompressionLevel.Optimal, leaveOpen: true)).Write(line);
        else
            _file.Write(line);
        _position = position;
        _lines++;
        _sinceNoted += line.Length;
        if (_sinceNoted >= NotedEvery)
            Note();
    }

    /// <summary>Notes how far it is, to go on with later. On a full disk what was noted before holds.</summary>
    public void Interrupt()
    {
        try
        {
            Note();
        }
        catch (IOException)
        {
        }
    }

    /// <summary>Ends it.</summary>
    public void Complete()
    {
        Note();
        if (_compressed && _file.Length == 0)
            _file.Write(EmptyMember);
        File.Delete(ExportState.PathOf(_path));
    }

    public void Dispose()
    {
        _member?.Dispose();
        _file.Dispose();
    }

    private static ExportFile Open(string path, FileMode mode, ExportState state, UnixFileMode? access)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, UnixCreateMode = access };
        return new ExportFile(path, new FileStream(path, options), state);
    }

    private void Note()
    {
        _member?.Dispose();
        _member = null;
        _file.Flush(flushToDisk: true);
        State = State with { Position = _position, Length = _file.Position, Lines = _lines };
        State.Save(_path);
        _sinceNoted = 0;
    }
}

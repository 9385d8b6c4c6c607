using System.Formats.Tar;
using System.IO.Compression;

namespace K8sRouter.Sidecar.Tests.Sinks.Spool;

/// <summary>A spool folder as the first version left it, sealed and not delivered: in clear, without hours or stores.</summary>
public sealed class ClearBatchTests : IDisposable
{
    /// <summary>Of generations 1 and 2 at noon and 3 an hour later; a tar, compressed.</summary>
    private static readonly string[] Archive =
    [
        "H4sIAAAAAAACA+1YXWgjVRQOaEW7b33xabUMBIQ2mztzZzJJsKCUFBz2T3fpg7Jkbyc302knM9n52ZItAemDUHwQ9q3Qp0LA0BcVlmUlFYRmodIVrVlQ2aey",
        "FfsoCBLNg2cm0yQ22XQt/dnVOYRM8p1zzz33nnvOPWcQ8oiNIP8HQudkQ7epboeOily9MZ4P+VPsfyJB4EKsgBHiOF505ViMBDY0jEInQI5lE3N4OGQaRt8V",
        "H8R/Tun1j1/2ni++sDr5zfl3v3hPuvTgB4G/ywu8CB75zjlvXrxxAb/10kdSUtqpp36qDixulH+7fmHny+GvNysLW0Ph1ZnSo9r29vrvtanw6q8zpZXG8tXw",
        "SGlru8aEz5YeNyq3a5UhABZWGo8WhgbGSz//+P7ZUmNr6NNfHgOyXLu92XgT+OuVbfOzr1Zq69uNymbFDq9WtpaXQbK2stJg3vjkTGhXHHll7d/YPNFls7uK",
        "pcJAKSxNPpTulavVxd1yVZr8/qGUqifK0qRUqpZTILNRL4TLBZCSBlL1ewPhwQnpzud3klK9FL78YAOQRDm8VC8Af7FQ3bleTJUXq/XCUmFXmiyUEgmQLKdS",
        "9dTl114N/bn1h7P2zPof9Yh/k8qGmbFOKv4x4mNd8c8H8X8iNM/cpKalGjqTZEcZNcMkGYXqEVZMCKwYA+9E3p4az6SyqJNYZpQx6Q2HWnbaGwJ/Ii44Z5iz",
        "Vp7ItAnP/RMExKYkFyEAWmqGysQEqKkfILh2sqqSNulNtWkQY7qoSYlNM2liA8AhLhZh2QiHrrJcEiH4jHjfIGg4tmzk3EngkdcoDAKU5FUXmYbhLZtBW87I",
        "UA0YRp7qRI0qeTsiRHKqroJUP55MdENXZaKlLc1RniBEbJvm8rbFJD+4Biu1YQU5MCaZJZpFPR0y1bQOBI6g7VhpGSZmkhxCo4ytgi4FNMwXwStWeqpgzLbE",
        "DVNVVHd/YK4MsQlsmdLcMEUzpogG8C1qGmmf597lHntv/ub1ntYMRXGNsE2nA3WsTlN9MAO7purEVeOuijF0CpPYcwYDC+zL3NMAk+iy68gu3cbUDJVd587G",
        "LROcSM2oz4q2Ts5Y89xEM/ZY+whEpw3HHGO5aPMERXqlshnL0LVzyi2mY75s1qIwH+rYCaor9jREQBwVBw8VEVwQEUFEPO8RAce/V0xwxcFQQP9R2n9E8Cn0",
        "f1ysu/4ThKD+O+X+7y6PcbuXun90vdT9Q/dSf3347Zm1IGiPOf5PuP9jea77/Q8Wg/g/9f4vEYv1rHbxs1Dt4iRig2o3qHbxk6pdfIj+739X61qUwEn09ulY",
        "75h++V/EeF/+Z0U2eP93Qvl/BqJIJ9oVquQgFrxrwIcu+ZGC3YxkNfluhM8zfoUwoWpuvu3zDtlLut6vi8TLze0g9/GjamnbEd7HKl+iLdtl1bE02i1l77Rv",
        "RcvJ5YhZgAwPtjjuxnMtq8ZbQFY1LfsK7JQOI9uvoEYZjfTG/V0dN2XMjYMKHMN8AvFIbCvfY8V4uOAFNi4Ui6MHuRQfvUsPztsHuhQfvUuf9jZ5Opey+13K",
        "9nSpW2f1cmkT3+/SOI6znMiKQpdLWY5HcQ4nOK5YvFYMmpuAAgoooIACCiiggLrob4EWoosAKAAA",
    ];

    private readonly SinkFixture _fixture = new();

    public ClearBatchTests()
    {
        Directory.CreateDirectory(_fixture.SpoolFolder);
        using var tar = new GZipStream(new MemoryStream(Convert.FromBase64String(string.Concat(Archive))), CompressionMode.Decompress);
        TarFile.ExtractToDirectory(tar, _fixture.SpoolFolder, overwriteFiles: false);
    }

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task It_is_delivered_as_it_is_and_nothing_is_left_in_clear()
    {
        using var process = Start();
        Assert.True((await process.DeliverAsync()).IsDone);

        Assert.Equal(Ids, SinkFixture.Ids(_fixture.Objects("records")));
        Assert.Equal(2, _fixture.Objects("content").Length);
        var found = await _fixture.Reader.FindAsync(Ids[1], default);
        Assert.NotNull(await _fixture.Reader.ReadContentAsync(found!, default));
        Assert.Equal(["sealed.json"], Directory.EnumerateFiles(_fixture.SpoolFolder).Select(Path.GetFileName));
        // The very bytes that were sealed, though this version would seal them in the same way.
        Assert.Equal([362, 182], _fixture.Objects("content").Select(file => new FileInfo(file).Length));
    }

    [Fact]
    public async Task It_is_made_anew_from_the_journal_where_records_go_to_a_bucket_now()
    {
        _fixture.Configuration.Set(config => config with { Store = new() { Bucket = "a" } });
        using var process = Start();
        Assert.True((await process.DeliverAsync()).IsDone);

        Assert.Empty(_fixture.Objects("records"));
        Assert.Equal(Ids, SinkFixture.Ids(_fixture.ObjectsOf("a", "records")));
        Assert.Equal(["sealed.json"], Directory.EnumerateFiles(_fixture.SpoolFolder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Its_content_goes_where_logging_was_switched_off_since()
    {
        _fixture.Configuration.SetLogging(false);
        using var process = Start();
        Assert.True((await process.DeliverAsync()).IsDone);

        Assert.Empty(_fixture.Objects("content"));
        Assert.Equal(Ids, SinkFixture.Ids(_fixture.Objects("records")));
    }

    [Fact]
    public async Task What_it_had_delivered_isnt_delivered_again()
    {
        // A delivered segment was known by its missing files.
        File.Delete(Path.Combine(_fixture.SpoolFolder, "00000001-0000000100.records"));
        File.Delete(Path.Combine(_fixture.SpoolFolder, "00000001-0000000100.content"));
        using var process = Start();
        Assert.True((await process.DeliverAsync()).IsDone);

        Assert.Equal([Ids[2]], SinkFixture.Ids(_fixture.Objects("records")));
    }

    private static readonly string[] Ids =
        [SinkFixture.Record(1).Id, SinkFixture.Record(2).Id, SinkFixture.Record(3, SinkFixture.Arrived.AddMinutes(61)).Id];

    private SinkProcess Start()
    {
        var process = new SinkProcess(() => _fixture.Segments());
        process.Append(SinkFixture.Entry(1), SinkFixture.Entry(2), SinkFixture.Entry(3, SinkFixture.Arrived.AddMinutes(61)));
        return process;
    }
}

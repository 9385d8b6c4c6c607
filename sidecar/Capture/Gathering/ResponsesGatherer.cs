using System.Text.Json;
using K8sRouter.Sidecar.Buffers;

namespace K8sRouter.Sidecar.Capture.Gathering;

/// <summary>Events of the Responses API: the last one repeats the whole answer.</summary>
internal sealed class ResponsesGatherer : IAnswerGatherer
{
    private byte[]? _answer;

    public long Length => _answer?.Length ?? 0;

    public bool IsComplete => _answer is not null;

    public bool Add(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        bool isLast = false;
        bool failed = false;
        (int Start, int End) response = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isType = reader.ValueTextEquals("type"u8);
            bool isError = reader.ValueTextEquals("error"u8);
            bool isResponse = reader.ValueTextEquals("response"u8);
            reader.Read();
            int start = (int)reader.TokenStartIndex;
            if (isType && reader.TokenType == JsonTokenType.String)
            {
                isLast = reader.ValueTextEquals("response.completed"u8) || reader.ValueTextEquals("response.incomplete"u8)
                    || reader.ValueTextEquals("response.failed"u8);
                failed |= reader.ValueTextEquals("error"u8);
            }
            failed |= isError && UpstreamErrorReader.IsError(ref reader);
            reader.Skip();
            if (isResponse)
                response = (start, (int)reader.BytesConsumed);
        }
        if (reader.TokenType != JsonTokenType.EndObject)
            throw new JsonException("not an object");
        if (failed)
            _answer = json.ToArray();
        else if (isLast && response.End > 0)
            _answer = json[response.Start..response.End].ToArray();
        return _answer is null;
    }

    public void WriteTo(PooledBuffer output) => output.Write(_answer);
}

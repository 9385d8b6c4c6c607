namespace K8sRouter.Sidecar.Tests.Journal;

/// <summary>
/// A journal folder that the first version wrote (commit 3f03c04), each file as base64. Keys: the test key 1, from the second
/// segment on the test key 2. Sinks: segments, which has acknowledged generation 1, and destination/one, which has nothing.
/// Generations 1 to 4 are finished, 5 was running when the process ended.
/// </summary>
internal static class FirstVersionFolder
{
    private static readonly Dictionary<string, string> Files = new(StringComparer.Ordinal)
    {
        ["cursor-destination%2Fone"] = """
            MSAxIDEyOCA2NWUxYTE2Mwo=
            """,
        ["cursor-segments"] = """
            MSAxIDE2MTQgYzc5ZmYzMWQK
            """,
        ["segment-0000000000000001.journal"] = """
            SzhSSlJOTAoBAIAAAAAAAAEAAAAAAAAAAAAAAAAAAAAA6tP4oQEAAPsHxCKEbs1yxP8sOE37MDo31dthkdDpfHnpc5DaImYbb49A03I/18BCJgNO
            4Oy540L4T8mm6SCKvcsmNlrBUKM2TzHAAAAAAAAAAAAAAAAAAAAAAGUJhYHDtQEAnQIAAAAAAAAb6t6Xf5TVyqqGhp0qkm0TIN9NDZdxPOq9n2St
            +foH9ttoTjX6U3mHMKIman0XUfviW70p7jhkFtigVuGHv98bAwaIiSkiuzkZmEqfA9WIa0Gl2wefCVX9e20SWkES/Wx1Aps4Eq51i+7NvKCTkMvo
            VHEdRXhpZ4/2t2gmOeTwRnuQhwTyoc4pe2PJbo1GZFttju4+WmBeQlIhtC3w4i/Rlcz8FBzgbtyEPD7X1vqFQWbFbBt2BjyINIHRR3h0OT/M21VR
            /XJwrIAgDBULRpgJ1RqO3FtgLv28D+J0s7L9nXEiP05IP6eaAeIP1YrFErr6aftal8UpBdvKhfeLd16Xtwv2bQU94k88INEf5RTHtlzhrzhKddv0
            BFjCDji1rEqHxHj5R7eK+sRq4r1iBm0Nnwz+7uNm4kNI1Ig4QX9czzY7LOeKzqhG3MiUZy2oklRVxviIb9QVf4wXQ7f+Un7mk4XRKfrETAvmYiv+
            h+qY+TSy6wIPbcQGiV2SpYfXZB5J6xVIzewZbvqhJKaj6hzhE3xsdxqsrjpCrX8IxFITZvXrw+Li/AuIaU+MW8XL/fbKfnBzRCa0H+Pk3sTy2EIU
            /fY9RyMFgqfIWh2AgaQaHAr9kpRidne59ohfHo/QaG53FQGRpXh4DWC7JmnF808JobclxhZLh9ycuykuQCyQhTXrEmFTnKr50vnfPfWOG8OWOdXa
            FRAWLlFPTDzoZOKUXL6M4+ukFmawqzk/l3iVfRAYgo97VQn6KdgXxmJ+dczxQIo8ZLjyNhu3Qi3hDZ7YzQ81hDAYP6G0dI5S7nuB3CTZeAQRSwD4
            +ZAX7v85Rcoe6ZzV+SdNcuAVC7OZgi7FQtqEQDh9bsFD4Zg2NRTqTq2Y25VnEkZB3T4ffVuEujMs4CI4ytXs40Qdklat15glJFjZrbjDtQIB6QIA
            AAEAAADZRhzxBq1TK/rvSlaT21gzHSHyQLK89XJAUTtbPE2tXhqoBWqw/hEn4NQ4ZdUsFzjQdVU6Hxp1iLqYad+DLogSA0lPlz0aZIA6rzjbgiuR
            1Gz2YO6Y+wfZmLBMVLDP/O8LiqBVBeqkiyEMrvBkk0Gzv5SoI9BhAdhNhD7N7tvAviI2H+bZ3/e+a+wCCr5IKPwnFLJHEQOBPrpBEwGkU4cZOAhp
            7GpiQSVzXj9UhiNk33xE1vJPX2CaTAUp7EE+NLr8QKKlfZ2w3Yw1XVosp1L6YKWEYVZsK0nHKFup4y6IVW2BNj07ys1ju48SbqEVVzc/GH+QIB4G
            q9xS+2D2SPRWnOELTyWEnqPuNsNipzz3woOJsmNsx038ERYqmrobRVRIVvALje4c1Sb1pis4dbVvI/LBMAPR8FAgrfLpn9mNRIbUZTzDLeRBbs4n
            LWc8YTjifDWcGGp82ppDhJpVTQIjs+oL7kwRGOQxJWH5g0oTfVP/jMiM79vkyuAV2NUdEY0okkw5siyz4QAZ1vMWSXCQOb1m1u7Xtp5OrlBrbNIl
            ZILsEsL3QkN5AGHMZd+eDyFRvRVlMo9pqNLrtCC3vNUPX96c5NZXMB9qQ/fvFYG4ldZumuUupL3UOjzi3oB7ZV7KynTlwjNqYOewRIytqkIIVwuv
            ZiM36icfsoKYT6THVDqweUcFtv+32FNvdg7uWs2qDaBI9eJutz2gy351KH/1sIRicXzayGbylXU0nQXXYP+jXoBmavtEGJcQWXn+0MfDgLs5XGau
            uCXeakgiO42zHH/+JzGBzEBjulrpv/BQXa1Mb5AsMZqxOWIO6JDBs2kCeXZdz3S5keTRtUhLfQRSPaAlo5G3cjXb2oQu+67wa5ca0xYjXgyrmrqz
            VD171+GuwE32B44oyuWZmjYN7/Pgw9NH5KRF1mWobX96aAZo5rb9MzDPm6bLPgeU1VuKJuZoGXl/e9Da45rOUkEPbpFFc67wuY/Pd4m9EVRiA+J2
            EyGwNH9TNQorWG7tagxdWr7sw7UCAJ0CAAACAAAAnHGcr+XzlqRMZVQ/RgRvlIMfTroYXjUkj+5vr5Nkia8C7mAD2SZOmY7KUKLKfwUBKzbviHnk
            /fsWwMv40y4qzWeouqfgi9Zp20yoZBTGL1NDNGfxCqTPgzFXxJytbs11Dnz60EUk5d8jwOSdXik7UhF+eGQ3gKs7G/ZDGF6vqOOXy5MqHoOA6cWo
            TZ9CTHxZP7y7vLsuPBMRvjQQbkHRBJC7Ag+6Jb2iCDG8djtx2jpDrt9ANBV17TSfHXaf9Xi2Vjv+2Tvc9WXxM/PTV7efr/soBG/PkwX1hexjur+U
            c+shyqq/uGNfipIULmecIfzXJ8/7xzmJLTt6KdmEAFkEaGcCmmo9DDV71zABXFXPBV83rLzKjXAY4L36IOasaeikCDQ75upqIN5WyTUZV/eDDHPD
            e1YTA+yKWSERiVu6UNCbJRiRAvBN5oP6R18lfYLml8QaYBmUOYC6xxRSDjhGmdgNZGL229HCTvZp/tHqqTBYkpVi1sBpwn+Wycl8qSxqnhVaLJ60
            ILecifr7IWN0yC5IxbTY4a6mUVkHr4gOPcld90C1mrZF9NfCAS+JRAgH1gOnzHQlJFPR8NmM14JTV+bDBOe3FNZ4PQdwrl82OLrENc2hXs3Mq44K
            Hio4xDCVB/86eIyOiP6sKh9YwcsqDekrA1yZdUAUE5C4LgwslZ5rMH/soft+LLPBAAtash9gbiMjQq18LeLFhIf8pDRjsQxT425ttaxp5KVVbbja
            naV4+w801aThwQa6AVHmgvsvcPHA3IDfufH0+tO6VUrstCTSbBXp59p3iD20wpuPs0tqGJ1QR92BBcKA5hxF0T7WYV2RlxIj9T2kZ5tpRkF11x7V
            GYcBEjSEw0towQ/fh8MAIxyrs7ZYg67rpxLIPAOhvhbwcktTgtbY6rvlA0Qp5oP0fnuaw7UDAAAAAAADAAAApQppFzdg04j79Kvtc3SGEaFRqF1n
            +Mq2
            """,
        ["segment-0000000000000002.journal"] = """
            SzhSSlJOTAoBAIAAAAAAAAIAAAAAAAAAAQAAAAAAAAAA6tP4oQEAAF87OR20e4d19zZEQG02gEhKXb/STng+tBVBnZ8cYycE055mg4KfA1v4mqTy
            aJGNy6W1ISe1NKXuPpqoMtGpkiRpnthAAAAAAAAAAAAAAAAAAAAAAMMelv3DtQIB4QMAAAAAAAAPybqJEczjbb75OQaWNOX7S5E9ZS9rik2snY/W
            jEBkAEQGC30Cht6kj3TTQS1Yj+ukIDelP+Z/9QxpGELZl8DPw1+/xYm7gl4YK5awYr8SBg1iDcJ8m+3ssWqeOO09TdLA9A6EgUb+BVEdunhlkIDu
            pYtMeVxbOmfctkF538xv/TZ/ysTWRSA4HEM73bScOT7V1TOzVTScf8/JDJgoqy0cnPOS8b9n0UFItF0Kra7gMqlsGkqthgsJEJWO/5HUAp7uvIJD
            fEC2EDiOrKh5UYXLH+Di+JoH8zk14t7Eh2VgOfD9jfCwKMUeU+V8fzWFCYCfT5Pwl7BzGMEEkd58opfVlDZj0p5JFz+uomLMjWcVE22RwiVB3DGE
            MIMmWg+ejkXi3pWw/4AxDMoRMVv0ucG0d4Cr8RVubJ6PUY/WDm2LdzUudxVcFsfn35TQ32BiYHXBAL3ZpxpPyB5ykpgA8DyP0pzmk1zCGNsmqfhQ
            rw3ypLqehQFzwSpHrYU/OcYbIH5SmRhkSoLjnL4a7VmAvCtjNQ2+hVUsVNcQ7NpwbtAvNtF4DwhpPoXJ3azU1YlbiY4LkWO2fA6UVIkq4Z2CYgqp
            TNz1ZHnnW35yNqXElrxVkX6sPS6/lIro4+1y/gmtW2r8Z8LnjjPzmyBNVGQBog4d4vIAduttgYF2Z07VOSY/GZxj7urAfZ5I/T3ukJYOEOCPmHOO
            2aQeiAlfe1MfW41tqYLRMEhssSWrdiBzq4enL6iIO1j/NlieyWaQzLHWyoxDXO6xe/Dc7+MhIcnrG1kRhMHNwV0+B3BVqe4D+wLRPrrEV1ALIPBK
            ACEFl/ljqiyxPv0wZFXEc4aOCtPKqhuz2c5dqX0P9iEWGkAhL3FWurb4qqhFNKfJhWxFJbkpaEdQSxRxxVQEWx8XQ/K0OO8rdtGV0rt+p6ve9lAR
            qFgYBoCrc8E8ndvRP+9HK2YeX6q9Tl2JhVrUVU0BrcGsvXYhDdX94ZWUNAhlI+bGzM9rhmhxnZQJ0gMRQzKCUia+09qRTUtcOW1QoATjAzLdrYAY
            8w6cnw3w1kHS0gMMG1+nM8Dq841hCuRCKaO0suGd0O2cz7tIIYnW8rC2novzWpgGI9silN459+Irg1AU39lgpziglwIyHU3y+qDgviob4rHgP4GR
            ++3muwi/tVjazD+HHgsgq9WZdHI2Lev4WLVgz2hwXhD9ulkX+8IyO59WZhBL3kEqaNGECroYMdnEqolL9Uec8cWmak7XRZWma6E4OfLQPudi+Xv7
            oNIcCDCpjHFPKkLDgKKTBQIdbnmapoitFpCG1HgEjXLICasxDidQq9RuTwN8YvZGYbPrWQCaI/F70rHHf6ORkrPDtQMAAAAAAAEAAAAE5j5iBqXM
            pMZOqbMG718+Y8lNvKBlK+I=
            """,
        ["segment-0000000000000003.journal"] = """
            SzhSSlJOTAoBAIAAAAAAAAMAAAAAAAAAAgAAAAAAAAAA6tP4oQEAAF87OR20e4d182NNpUqkQoW7Tu43XXZDSNIbktwdeWUVR/jBlNqrWTXvnovd
            VBlWOkv/tRj8+ax7s426KbGtAddlphr3AAAAAAAAAAAAAAAAAAAAADShzfPDtQIB6QIAAAAAAADePLALu5N8dGXMbAsSNHViAk08DO/9YrH93vnc
            RUGHHDpL/PnIRs10E+NzecBcRDBUcvzh32xe83BEQCKKHS2Im9en76mVApcP24mVkJfegjJuMrjORBjXXuYYQ0bSP3TnNIAO25Q8wa22KEdblDK2
            q2rDBgh8UUCRmzA/iPUW0ibAGTRwq/5WDV/DnAuofFWafhpeVyu9N4nBAPsAs/s9sgrAk7AiLkc/LMxgeAU1I+LsiBrxBqJQVOHvGCPC7Xa3zGKe
            y8SxU+WG3KLwigLlciF1Qb8hFM8Y53yLCKrrKdtvzC5O6iWXxY0zZyiYQIPHXlXe0keIp8S1w4aQIDUqiPJmObkwsOQAYHIlW4tPIr6lzv4jeyu/
            0hKbvnlb6H6+FthzK30SvZzZHTBhAwhedXxFc2GFnqR0VraigzCrITx69kdGY1W7gtteMFCv4OezpS7iYL9eRouThc+Ev9hM/0jfSz2v1AvyOdHV
            RDVKooluyczNvC9nzklZlTbMh1N15JYyLLFaEMPjam/SptLeF1S6fPhbyrniq02i6oi5ufBvImdFumO0TJrlNaWGmMD1FXzXD3ccg6Z4tC7p7h1c
            8KZ1s5T0nBWkE3j3QlsTboZ99/a9GMIgPEvKPHYcqMTBl2tb/HgYILioSo1izulK11D5ubEzhAjJO9DHa9mafGgtwMkxqqnyBz9V5U41Nr0FgRBs
            rgf6GyrVMRKuWRbtTmUNKeBVToYFyxxIXYEzWTlf0dMUA4jfIHO5BbQu15usz7vLpQbPzAhfoY70EzqGIuQmV9ouCwHcc2F8bhuu9MmLmoPl6LS7
            3BNxp2j7lXjH7BATZciRBSyuOCXkCsaJPOF29pvEO9/qSLfn/Fhdk/PaK8e+jHjIf+XhhE3sgISMGqacizPEUfOIYYwYzVHlxMlV/CbiZD52susA
            XGiPFavEEs5G1mP4IEL+qiFvXqHZA09R6K1n+KMGS9L5W2Hy8oee2A28fgdgkIRVSWbCQB4eU2hPSljZHA0Bo6Vn06BJw7UBAJ0CAAABAAAAsOz9
            1g2QM1qDmSWEn+0VP5taOkaP5HOQnBv/OyMjQwyTkVF4Z1g5Wrusr0x/5jTkTrFmI1RS+AEwnyu6hVm0DQhtio3NyN1v0m3U8cRe4p3ek27CspvV
            m269sUe56A1JpOhCGiOLY8KYitkG86QToVrrOKRi3CGb5HUMONcj6uUI0kjQxF443OE1EvYnuxghSSegOBGUzPPHK7Av4dkmLLWnV5t8zeS6Og/t
            oCtGAoUiu+AECoAmLfZ17otAp4TdKOMlfbGyZTEmG7mGdoDHp/kzhTp94MZwwNF7UFlezwVYpQmWkYtY7XZBhG37yHGd4TZGLIFBtKNlK7d3RzLG
            YZpWgAcoPbTfXUECJYfg7bL511adit5zzEjZEiFyRRlkr4xW4mNH5v7TmdpPq+6uXpSOclVV04gjXzZwe4kmQvlIKg8FPY0yy6530bnuNE7JgYmA
            qd9JfoPlH0dELHU2KepM4Hmh2yMWoqVvYL4t+yilZH/FDKxR3OewP9VPLRL5kShJLp8fobNF0IMLghr4CUNhPloquaGxDE9pP2OuJiZm94abk7ht
            j8Mjt9ilI6Psxtz1R4JiWI+7wXRV64maezouX52OL+fEo1odMIWPJVCe2skG1LPZcLm59NCckvJ2rrJpdWiGAryYMTFA9IBxuTKyu8HIqUA2mzMj
            jmticHLfEWPsnT5vqNUnGrJEvguDEeV1RtzeFaWQTRGGfPcorkcNF6BMnuMVQng4L0AAh1uGfiXN3t6+I1z4aiApD+lO5yRCBdMKy4S0ydyHZOPs
            2xHq4OoNutvwnmq9dvo5i+hAfggIo2WZ5v8jqVAqdk9l5+C+IW6tH3Kul8Dx2WK3cHunJM7nzuBQ7UY89khcNRoShdJOjXeqnI0pnY5yKftClszG
            /3gmJKeHH96HPa1s8CD4ZuIR
            """,
        ["sidecar-id"] = """
            M2JkdHBa
            """,
    };

    public static void WriteTo(string folder)
    {
        foreach (var (name, text) in Files)
            File.WriteAllBytes(Path.Combine(folder, name), Convert.FromBase64String(text));
    }
}
